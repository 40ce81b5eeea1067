/** What must hold whenever power is cut, by name: the properties of `recsim explore --power-cuts`, as those of boards/properties.yaml are of its timings. */
import type { Fault } from './fault.ts';

export interface CutProperty {
  readonly name: string;
  readonly because: string;
}

const CREDENTIALS: CutProperty = {
  name: 'the login data are old or new, never mixed, lost or empty',
  because: 'a person whose power fails must still get in, with the old password or with the new one, and nobody without any',
};
const RECORDS: CutProperty = {
  name: 'whatever else is stored is old or new, never mixed or lost',
  because: 'identity, recordings, counts, codes and the time are written by the same log',
};
const FINISHED: CutProperty = {
  name: 'a reset once requested is finished',
  because: 'the request is durable before anything is erased, and the next boots go on without the button',
};
const DONE: CutProperty = {
  name: 'a reset is DONE only when it is done',
  because: 'the journal says DONE when the defaults are durable, for the next boot believes it',
};
const ERASED: CutProperty = {
  name: 'nothing old is left in the image after a reset',
  because: 'whoever takes the flash out of a recorder that was reset must not read what its owner set',
};
const COUNTED: CutProperty = {
  name: 'attempts never decrease except by success',
  because: 'a guess is counted before it is looked at, else a plug pulled in time would give guesses without end',
};
const ONCE: CutProperty = {
  name: 'a security code succeeds at most once',
  because: 'it is used up in the very commit that stores its password, and no cut brings it back',
};
const NUMBERED: CutProperty = {
  name: 'no two QR codes have the same number',
  because: 'the number is taken before the QR code is there, and the service refuses one that goes back',
};
const AGAIN: CutProperty = {
  name: 'what was cut can be done again',
  because: 'nothing is broken by a power cut, so mending, a reset and a save succeed after it',
};
const READ: CutProperty = {
  name: 'a boot reads whatever a cut left',
  because: 'a firmware that throws at what it finds never comes up again',
};

/** In the order in which they are told. */
export const CUT_PROPERTIES: readonly CutProperty[] = [CREDENTIALS, RECORDS, FINISHED, DONE, ERASED, COUNTED, ONCE, NUMBERED, AGAIN, READ];

export function brokenBy({ kind, record }: Pick<Fault, 'kind' | 'record'>): CutProperty {
  switch (kind) {
    case 'password-less':
      return CREDENTIALS;
    case 'lost':
    case 'mixed':
      return record === 'credentials' ? CREDENTIALS : RECORDS;
    case 'forgotten':
      return FINISHED;
    case 'premature':
      return DONE;
    case 'remains':
      return ERASED;
    case 'uncounted':
      return COUNTED;
    case 'revived':
      return ONCE;
    case 'repeated':
      return NUMBERED;
    case 'refused':
      return AGAIN;
    case 'exception':
      return READ;
    default:
      return kind satisfies never;
  }
}
