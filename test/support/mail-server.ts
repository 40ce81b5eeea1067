/** A mail server in a few lines, on a real socket: it keeps what it is told and answers as scripted. */
import { type AddressInfo, createServer, type Server } from 'node:net';

export interface MailServer {
  readonly url: string;
  readonly heard: readonly string[];
  /** Waits until it has heard a line like this. */
  until(what: RegExp): Promise<void>;
}

const servers: Server[] = [];

/** To be called after each test, also one that failed. */
export function closeMailServers(): void {
  for (const server of servers.splice(0)) server.close();
}

/** Answers each line as `answer` says; `undefined` is silence. */
export async function mailServer(answer: (line: string) => string | undefined): Promise<MailServer> {
  const heard: string[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.write('220 test ready\r\n');
    socket.on('data', (data) => {
      for (const line of data.toString().split('\r\n').slice(0, -1)) {
        heard.push(line);
        const said = answer(line);
        if (said !== undefined) socket.write(`${said}\r\n`);
      }
      for (const look of waiting) look();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    until: (what) =>
      new Promise((resolve) => {
        const look = () => {
          if (heard.some((line) => what.test(line))) resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

/** One that takes every mail. */
export function obligingMailServer(): Promise<MailServer> {
  let isData = false;
  return mailServer((line) => {
    if (isData) {
      if (line !== '.') return undefined;
      isData = false;
      return '250 taken';
    }
    if (line === 'DATA') isData = true;
    return line === 'DATA' ? '354 go on' : line.startsWith('QUIT') ? '221 bye' : '250 fine';
  });
}
