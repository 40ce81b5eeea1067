/**
 * Recorders as they come to the bench: with an identity of their own, fresh from the box or set up already by the owner that scenarios know.
 * The owner's secrets are public on purpose; their hashes at the usual cost stand here, because making them takes a third of a second.
 */
import type { Board } from '../board.ts';
import { flashGeometry } from '../hal/nor/board-flash.ts';
import { MemoryStore } from '../hal/nor/memory-store.ts';
import { NorArray } from '../hal/nor/nor-array.ts';
import { createRandom } from '../random.ts';
import { type Credentials, hashSecrets, type Secrets } from '../storage/credentials.ts';
import { runNow } from '../storage/job.ts';
import { type Identity, manufacture, Storage } from '../storage/storage.ts';

/** Who set up a `provisioned` recorder, and with what. */
export const OWNER: Secrets = {
  user: 'admin',
  password: 'Recorder2026',
  pattern: [1, 2, 3, 6, 9],
  email: 'owner@recorder.test',
  questions: [
    { question: 'What is your favourite colour?', answer: 'blue' },
    { question: 'What was the name of your first pet?', answer: 'rex' },
    { question: 'In which city were you born?', answer: 'porto' },
  ],
};

const HASHED_COST = 14;
const HASHED = {
  password: '$scrypt$ln=14,r=8,p=1$KdpT1J3uByiRgjv8BZbvUA$bCqKBJLApT1gM3M7fNt7Jh/XDqo4/G5iBLzJ2eYgxwQ',
  pattern: '$scrypt$ln=14,r=8,p=1$+SojJG0+13hh0gtM1ea/oA$PfQcG3YnDnyNex9hpKq6Skp9cBDOkX0MBgo3kwlTBR4',
  answers: [
    '$scrypt$ln=14,r=8,p=1$yXrzdD2Op8gxItucpTaP8A$eOl9Lkgt0OTrB5SvXyyzJ/pEHS015i1eTc0/ZWRKRWw',
    '$scrypt$ln=14,r=8,p=1$mcrDxA3edxgBcqvsdYZfQA$5izIbG6Ws2VMN4Al+FVJOSIA5EhFL1/4ErcsOn795FA',
    '$scrypt$ln=14,r=8,p=1$aRqTFN0uR2jRwns8RdYvkA$JjnssmR/4pGBMWmGtmby8qlEj8B3ysF7Fx5NM6xgibA',
  ],
};

const hashed = new Map<number, Credentials>();

/** The owner's secrets, hashed at `cost` (see hashSecret). The salts are always the same. */
export function ownersCredentials(cost: number): Credentials {
  let credentials = hashed.get(cost);
  if (!credentials) {
    const random = createRandom(cost);
    credentials =
      cost === HASHED_COST
        ? {
            ...OWNER,
            password: HASHED.password,
            pattern: HASHED.pattern,
            questions: (OWNER.questions ?? []).map(({ question }, index) => ({ question, answer: HASHED.answers[index] as string })),
          }
        : hashSecrets(OWNER, cost, (bytes) => {
            for (let index = 0; index < bytes.length; index++) bytes[index] = random.int(0, 255);
          });
    hashed.set(cost, credentials);
  }
  return credentials;
}

export interface Delivery {
  /** `factory`: fresh from its box. `provisioned`: set up by OWNER. */
  readonly state: 'factory' | 'provisioned';
  /** Serial number and key: the same seed gives the same recorder. */
  readonly seed: number;
  /** log2 of scrypt's N; the board's own unless a test asks for less. */
  readonly hashCost: number;
}

/** The latest deliveries: most benches of a process ask for the same recorder again. */
const delivered = new Map<string, MemoryStore>();
const DELIVERED_MAX = 16;

/** The flash of a new recorder. */
export function newRecorder(board: Board, delivery: Delivery): MemoryStore {
  const { size, eraseSize, writeSize } = flashGeometry(board);
  const { state, seed, hashCost } = delivery;
  const key = `${size} ${eraseSize} ${writeSize} ${state} ${seed} ${hashCost}`;
  let cells = delivered.get(key);
  if (!cells) {
    if (delivered.size >= DELIVERED_MAX) delivered.clear();
    cells = make(board, delivery);
    delivered.set(key, cells);
  }
  return cells.clone();
}

function make(board: Board, { state, seed, hashCost }: Delivery): MemoryStore {
  const geometry = flashGeometry(board);
  const cells = new MemoryStore(geometry);
  const array = new NorArray(geometry, cells);
  const job = manufacture(new Storage(array), identityOf(seed), `volume-${seed}`, state === 'provisioned' ? ownersCredentials(hashCost) : undefined);
  if (!runNow(job, (operation) => array.perform(operation))) throw new Error(`board ${board.name}: its flash is too small for its settings`);
  return cells;
}

/** Letters and digits that cannot be taken for one another (Crockford). */
const SERIAL_DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function identityOf(seed: number): Identity {
  const random = createRandom(seed + 3);
  const draw = (length: number, digits: string) => Array.from({ length }, () => digits[random.int(0, digits.length - 1)]).join('');
  return { serial: `RS${draw(13, SERIAL_DIGITS)}`, key: draw(64, '0123456789abcdef') };
}
