/** Stories of one record that gets a new payload: the old one or the new one is there, and when the work is done, the new one. */

import type { MemoryStore } from '../../hal/nor/memory-store.ts';
import { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashGeometry } from '../../hal/ports.ts';
import { type Credentials, encodeCredentials } from '../../storage/credentials.ts';
import type { FlashJob } from '../../storage/job.ts';
import { RECORD, Storage } from '../../storage/storage.ts';
import { isSame, judgeRecords, recordsOf, sayingOf } from './fault.ts';
import type { Story } from './story.ts';

/** A person saves a set, and again as long as the recorder does not know it. */
export function saving(name: string, geometry: FlashGeometry, flash: MemoryStore, credentials: Credentials): Story {
  return noting(name, geometry, flash, RECORD.credentials, encodeCredentials(credentials), (storage) => storage.saveCredentials(credentials));
}

/** `store` is repeated until the latest record of `type` is `payload`. */
export function noting(
  name: string,
  geometry: FlashGeometry,
  flash: MemoryStore,
  type: number,
  payload: Uint8Array,
  store: (storage: Storage) => FlashJob<string>,
): Story {
  const records = recordsOf(new Storage(new NorArray(geometry, flash)));
  const either = new Map([[type, [records.get(type), payload]]]);
  const done = new Map([[type, [payload]]]);
  return {
    name,
    geometry,
    flash,
    *work(storage) {
      return isSame(payload, sayingOf(storage, type) ?? 'absent') || (yield* store(storage)) === 'written';
    },
    judge: (storage, moment) => judgeRecords(storage, records, moment === 'finished' ? done : either),
  };
}
