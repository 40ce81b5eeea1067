/**
 * In words for people: what a person does with the recorder's screen and with the phone, and what goes on outside the room. Of what was typed or drawn nothing is
 * told. The service's reasons are its own; they are seen on this bench, and never by whoever scans a code.
 */
import type { TraceEntry } from '../../bench/trace.ts';
import { STRINGS, type StringKey, wordsOf } from '../screen/strings.ts';
import type { Told } from './describe.ts';

export function describeOutside({ signal, value, detail = '' }: TraceEntry): Told {
  switch (signal) {
    case 'input':
      return tellInput(value, detail);
    case 'phone':
      return tellPhone(value, detail);
    case 'service':
      return tellService(value, detail);
    case 'mail':
      return tellMail(value, detail);
    case 'recovery':
      return value === 'qr-code' ? `QR code ${detail} is made` : `the recorder is told that a code was sent (${detail})`;
    case 'network':
      return value === 'plugged' ? 'network cable in' : 'network cable out';
    case 'server-clock':
      return `the service's clock is set to ${detail}`;
    case 'rtc':
      return value === 'set' ? `the recorder's clock is set to ${detail}` : ['warn', "the battery of the recorder's clock is dead"];
    default:
      return undefined;
  }
}

/** By the name on the control, where it has one of its own. */
function tellInput(value: string | number, id: string): Told {
  const name = id in STRINGS ? wordsOf(id as StringKey, 'en').text : id.replaceAll('-', ' ');
  if (value === 'click') return `clicked ${name}`;
  return value === 'choose' ? `chose ${name}` : 'drew a pattern';
}

/** What one sees of a phone from beside it; the menus of an app are passed over. */
function tellPhone(value: string | number, detail: string): Told {
  switch (value) {
    case 'app':
      // Its state has the same name, without saying which app.
      return detail === '' ? undefined : `phone: ${detail} is opened`;
    case 'denied':
      return ['warn', 'phone: the camera is not allowed'];
    case 'camera':
      return 'phone: the camera is open';
    case 'reading':
      return 'phone: a picture is taken';
    case 'nothing-read':
      return ['warn', 'phone: no QR code in the picture'];
    case 'foreign-read':
      return ['warn', 'phone: the QR code is not that of a recorder'];
    case 'unreachable':
      return ['warn', 'phone: the service cannot be reached'];
    case 'answered':
      return 'phone: successfully scanned';
    default:
      return undefined;
  }
}

const REFUSALS: Readonly<Record<string, string>> = {
  'not-ours': 'this is no QR code of a recorder',
  'unknown-recorder': 'no such recorder was ever made',
  'not-genuine': 'the QR code is forged',
  superseded: 'there is a newer QR code',
  'no-address': 'no email address belongs to the recorder',
  'used-up': 'all codes for this QR code were sent',
  'too-many': 'too many codes within 24 hours',
};

function tellService(value: string | number, detail: string): Told {
  if (value === 'code-sent') return `service: a security code is sent (${detail})`;
  return ['warn', value === 'refused' ? `service: refused, ${REFUSALS[detail] ?? detail}` : `service: a message is ignored, ${detail}`];
}

function tellMail(value: string | number, detail: string): Told {
  switch (value) {
    case 'sent':
      return `mail on its way: ${detail}`;
    case 'arrived':
      return `mail: ${detail}`;
    case 'handed-over':
      return `mail handed over to a server of yours: ${detail}`;
    default:
      return ['warn', value === 'lost' ? `mail lost: ${detail}` : `mail failed: ${detail}`];
  }
}
