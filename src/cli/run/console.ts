/**
 * The serial console of `recsim run --console`: a pseudo-terminal made for it, or a real port, with the recorder at this end. On the way out the terminal at the other end is
 * given back as it was, where there is still somebody who reads.
 */
import { ProblemError, type Result, unwrap } from '../../errors.ts';
import { openPtyPair } from '../../hal/pi/pty-pair.ts';
import { openSerialPort, type SerialPortLine } from '../../hal/pi/serial-port-line.ts';
import type { WallClock } from '../../hal/wall-clock.ts';
import type { Desk } from '../../ui/terminal/desk.ts';
import { LEAVE } from '../../ui/vt100/console.ts';
import type { Companion, Session } from './companions.ts';
import { ConsoleBridge } from './console-bridge.ts';

const USUAL_BAUD = 115_200;

export interface RunConsole extends Companion {
  readonly greeting: string;
  /** Where to attach: for programs. */
  readonly path: string;
}

/** Opens `wanted`: `pty`, or the path of a port. Throws a ProblemError. */
export async function openConsole(desk: Desk, wanted: string, baud: number | undefined, wall: WallClock): Promise<RunConsole> {
  const rate = baud ?? USUAL_BAUD;
  if (wanted !== 'pty') {
    const port = await openLine(desk, wanted, rate, wall);
    return { ...accompany(desk, unwrap(port.line), port, wall), path: wanted, greeting: `Serial console on ${wanted}, ${rate} baud` };
  }
  const pair = unwrap(await openPtyPair(wall));
  const port = await openLine(desk, pair.near, rate, wall);
  if (!port.line.ok) {
    await pair.close();
    throw new ProblemError(port.line.problems);
  }
  const companion = accompany(desk, port.line.value, port, wall);
  const close = async () => {
    await companion.close();
    await pair.close();
  };
  return { ...companion, close, path: pair.far, greeting: `Serial console: picocom -b ${rate} ${pair.far}` };
}

interface OpenedLine {
  readonly line: Result<SerialPortLine>;
  /** Tells of the port's coming and going from now on. */
  tellIn(session: Session): void;
}

async function openLine(desk: Desk, path: string, baud: number, wall: WallClock): Promise<OpenedLine> {
  let session: Session | undefined;
  const changed = (isThere: boolean) => session?.happen(() => desk.bench.trace.add(desk.bench.nowUs, 'console', isThere ? 'back' : 'lost', path));
  return {
    line: await openSerialPort({ path, baud, wall, changed }),
    tellIn: (joined) => {
      session = joined;
    },
  };
}

function accompany(desk: Desk, line: SerialPortLine, port: OpenedLine, wall: WallClock): Companion {
  const bridge = new ConsoleBridge(desk, line, wall);
  return {
    join: (session) => {
      port.tellIn(session);
      bridge.join(session);
    },
    close: async () => {
      bridge.close();
      line.write(Buffer.from(LEAVE));
      await line.close();
    },
  };
}
