/**
 * Virtual time: an integer number of microseconds that moves only when told to, and stops at every deadline on the way.
 * Tasks of the same time run in the order they were set, also those set while others run.
 * Why not a library: XState's SimulatedClock fires chained timers late, fake-timers costs forty times as much (both measured).
 */
import type { Us } from '../../units.ts';
import type { Alarm, Clock } from '../ports.ts';

/** So many tasks in one and the same microsecond are a loop that never lets time pass. */
const MAX_TASKS_AT_ONCE = 1_000_000;

interface Task extends Alarm {
  readonly order: number;
  /** `undefined` once it has run or was cancelled. */
  task: (() => void) | undefined;
}

export class VirtualClock implements Clock {
  #nowUs: Us = 0;
  #order = 0;
  /** Tasks run since time last moved. */
  #atOnce = 0;
  /** A binary heap, earliest first. Cancelled tasks stay until they surface. */
  readonly #heap: Task[] = [];

  get nowUs(): Us {
    return this.#nowUs;
  }

  /** The time of the next task; `Infinity` when there is none. */
  get nextUs(): Us {
    for (;;) {
      const next = this.#heap[0];
      if (!next) return Number.POSITIVE_INFINITY;
      if (next.task) return next.atUs;
      this.#pop();
    }
  }

  at(atUs: Us, task: () => void): Alarm {
    if (!Number.isSafeInteger(atUs)) throw new RangeError(`a task at ${atUs} us: time is a whole number of microseconds`);
    if (atUs < this.#nowUs) throw new RangeError(`a task at ${atUs} us lies in the past: it is ${this.#nowUs} us`);
    const entry: Task = { atUs, order: this.#order++, task };
    this.#push(entry);
    return entry;
  }

  cancel(alarm: Alarm | undefined): void {
    if (alarm) (alarm as Task).task = undefined;
  }

  /**
   * Moves to the next task and runs it. Returns false, without moving, when there is none at or before `limitUs`. Throws when tasks set one another for ever while
   * time stands still.
   */
  step(limitUs: Us = Number.POSITIVE_INFINITY): boolean {
    const atUs = this.nextUs;
    if (atUs > limitUs || atUs === Number.POSITIVE_INFINITY) return false;
    const next = this.#pop();
    const { task } = next;
    this.#atOnce = atUs === this.#nowUs ? this.#atOnce + 1 : 0;
    if (this.#atOnce > MAX_TASKS_AT_ONCE) throw new Error(`time stands still at ${atUs} us: ${MAX_TASKS_AT_ONCE} tasks ran, each setting another`);
    this.#nowUs = atUs;
    next.task = undefined;
    task?.();
    return true;
  }

  /** Runs everything due at or before `atUs`, each at its own time, and ends at `atUs`. */
  advanceTo(atUs: Us): void {
    if (!Number.isSafeInteger(atUs)) throw new RangeError(`cannot advance to ${atUs} us: time is a whole number of microseconds`);
    if (atUs < this.#nowUs) throw new RangeError(`time cannot go back from ${this.#nowUs} us to ${atUs} us`);
    while (this.step(atUs));
    this.#nowUs = atUs;
  }

  advance(byUs: Us): void {
    this.advanceTo(this.#nowUs + byUs);
  }

  #push(task: Task): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(task);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Task;
      if (!isBefore(task, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = task;
  }

  #pop(): Task {
    const heap = this.#heap;
    const top = heap[0] as Task;
    const last = heap.pop() as Task;
    if (heap.length === 0) return top;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Task, heap[child] as Task)) child++;
      if (!isBefore(heap[child] as Task, last)) break;
      heap[index] = heap[child] as Task;
      index = child;
    }
    heap[index] = last;
    return top;
  }
}

function isBefore(a: Task, b: Task): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.order < b.order);
}
