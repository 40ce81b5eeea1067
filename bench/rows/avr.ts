/**
 * The same job as compiled C on an instruction-level simulator, avr8js: it executes every instruction of an ATmega328P at 16 MHz, we
 * execute the model. It can run any firmware; we run one statechart. The firmware is bench/peers/avr.c.
 * `sleeping`: the firmware waits in idle mode, and this loop jumps over the wait to the timer's next match, as no stock avr8js loop does.
 */
import { readFileSync } from 'node:fs';
import { AVRIOPort, AVRTimer, avrInstruction, CPU, portBConfig, portCConfig, portDConfig, timer1Config } from 'avr8js';
import { END_US, type Job, RELEASE_US } from '../job.ts';

const CYCLES_PER_US = 16;
const SLEEP_INSTRUCTION = 0x9588;
const TIMER1_LOW = 0x84;
const TIMER1_HIGH = 0x85;
const TIMER1_TOP = 2499;
const TIMER1_PRESCALER = 64;
const PORTC = 0x28;

export const avrBusy = (): Job => onAvr(readHex('bench/peers/avr-busy.hex'), false);
export const avrSleeping = (): Job => onAvr(readHex('bench/peers/avr-sleeping.hex'), true);

function onAvr(program: Uint16Array, skipSleep: boolean): Job {
  return (held) => {
    const cpu = new CPU(program);
    new AVRTimer(cpu, timer1Config);
    const portB = new AVRIOPort(cpu, portBConfig);
    new AVRIOPort(cpu, portCConfig);
    const portD = new AVRIOPort(cpu, portDConfig);
    let beeps = 0;
    portB.addListener((value, before) => {
      if (value & ~before & 0b10) beeps++;
    });
    portD.setPin(4, !held);
    const runTo = (cycles: number) => {
      while (cpu.cycles < cycles) {
        if (skipSleep && program[cpu.pc] === SLEEP_INSTRUCTION && cpu.nextInterrupt < 0) {
          const count = cpu.readData(TIMER1_LOW) | (cpu.readData(TIMER1_HIGH) << 8);
          if (count < TIMER1_TOP) cpu.cycles += (TIMER1_TOP - count) * TIMER1_PRESCALER;
        }
        avrInstruction(cpu);
        cpu.tick();
      }
    };
    runTo(RELEASE_US * CYCLES_PER_US);
    portD.setPin(4, true);
    runTo(END_US * CYCLES_PER_US);
    const shown = cpu.data[PORTC] ?? 0;
    return { boots: shown & 3, resets: (shown >> 2) & 3, beeps, atWizard: (shown & 0x10) !== 0 };
  };
}

/** Intel HEX, data records only. */
function readHex(file: string): Uint16Array {
  const words = new Uint16Array(0x4000);
  const bytes = new Uint8Array(words.buffer);
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line.slice(7, 9) !== '00') continue;
    const address = Number.parseInt(line.slice(3, 7), 16);
    bytes.set(Buffer.from(line.slice(9, 9 + 2 * Number.parseInt(line.slice(1, 3), 16)), 'hex'), address);
  }
  return words;
}
