/**
 * One line turned over at a time, in the clock, the debounce, the classifier, the supply, the flash, the firmware's reset, its time and its locks. Every one must
 * turn a test red: a suite that stays green over any of these proves nothing. The mistakes of src/storage are in storage-flips.ts: the power cuts find them.
 */
export interface Flip {
  /** What the mistake would mean. */
  readonly name: string;
  /** Below src/. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly from: string;
  readonly to: string;
  /** Below test/: the tests that must turn red. */
  readonly test: string;
}

export const FLIPS: readonly Flip[] = [
  {
    name: 'the clock runs ties last-in-first-out',
    file: 'hal/mock/virtual-clock.ts',
    from: 'a.order < b.order',
    to: 'a.order > b.order',
    test: 'hal/virtual-clock.test.ts',
  },
  {
    name: 'the clock runs later tasks first',
    file: 'hal/mock/virtual-clock.ts',
    from: 'a.atUs < b.atUs',
    to: 'a.atUs > b.atUs',
    test: 'hal/virtual-clock.test.ts',
  },
  {
    name: 'the clock stops before a task due at its end',
    file: 'hal/mock/virtual-clock.ts',
    from: 'while (this.nextUs <= atUs)',
    to: 'while (this.nextUs < atUs)',
    test: 'hal/virtual-clock.test.ts',
  },
  {
    name: 'the driver fires ties last-in-first-out',
    file: 'fsm/driver.ts',
    from: 'deadline === earliest && found < 0',
    to: 'deadline === earliest',
    test: 'fsm/driver.test.ts',
  },
  {
    name: 'the driver fires the latest timer first',
    file: 'fsm/driver.ts',
    from: 'if (deadline < earliest ||',
    to: 'if (deadline > earliest ||',
    test: 'fsm/driver.test.ts',
  },
  {
    name: 'the window ends one microsecond early',
    file: 'board.ts',
    from: "phases.push({ name: 'over', fromUs: stage.toUs + 1",
    to: "phases.push({ name: 'over', fromUs: stage.toUs",
    test: 'board.test.ts',
  },
  {
    name: 'over-holds are accepted where they should be ignored',
    file: 'board.ts',
    from: "board.overHold === 'ignore'",
    to: "board.overHold !== 'ignore'",
    test: 'board.test.ts',
  },
  {
    name: 'there is a gap where two stages touch, and none where they do not',
    file: 'board.ts',
    from: 'next.fromUs > stage.toUs + 1',
    to: 'next.fromUs <= stage.toUs + 1',
    test: 'board.test.ts',
  },
  {
    name: 'a hold is judged by any phase but the one it ended in',
    file: 'fsm/system.ts',
    from: 'context.latched === phase',
    to: 'context.latched !== phase',
    test: 'behaviours/button-and-power.test.ts',
  },
  {
    name: 'every start arms',
    file: 'fsm/system.ts',
    from: 'causeDoesNotArm: ({ context }) => !context.arms',
    to: 'causeDoesNotArm: ({ context }) => context.arms',
    test: 'behaviours/button-and-power.test.ts',
  },
  { name: 'one beep too many', file: 'fsm/system.ts', from: 'context.beepsLeft > 0', to: 'context.beepsLeft >= 0', test: 'fsm/system.test.ts' },
  {
    name: 'a release that only bounces is a release',
    file: 'fsm/system.ts',
    from: "opening: { ...timer('button.released'), on: { 'contact.closed': 'closed',",
    to: "opening: { ...timer('button.released'), on: { 'contact.closed': 'opening',",
    test: 'behaviours/button-and-power.test.ts',
  },
  {
    name: 'polarity inverted',
    file: 'firmware/firmware.ts',
    from: "level === board.activeLevel ? 'contact.closed'",
    to: "level !== board.activeLevel ? 'contact.closed'",
    test: 'behaviours/button-and-power.test.ts',
  },
  {
    name: 'a supply exactly at the brown-out voltage is lost',
    file: 'bench/supply.ts',
    from: 'if (volts >= this.#board.brownoutVolts)',
    to: 'if (volts > this.#board.brownoutVolts)',
    test: 'bench/bench.test.ts',
  },
  {
    name: 'a hold of exactly 4 s before power is too short',
    file: 'bench/pre-power-hold.ts',
    from: 'heldUs >= min',
    to: 'heldUs > min',
    test: 'behaviours/button-and-power.test.ts',
  },
  {
    name: 'a hold of exactly 5 s before power is too long',
    file: 'bench/pre-power-hold.ts',
    from: 'heldUs <= max',
    to: 'heldUs < max',
    test: 'behaviours/button-and-power.test.ts',
  },
  {
    name: 'what is written to an image is not synced',
    file: 'hal/nor/image-file.ts',
    from: 'if (isDurable) this.#disk.sync(descriptor);',
    to: '',
    test: 'hal/image-file.test.ts',
  },
  {
    name: 'programming sets bits',
    file: 'hal/nor/nor-array.ts',
    from: '(cells[index] as number) & (operation.bytes[index] as number)',
    to: 'operation.bytes[index] as number',
    test: 'contract/mock.test.ts',
  },
  {
    name: 'an operation is over the moment it begins',
    file: 'hal/nor/nor-flash.ts',
    from: "cut?.when === 'during' ? Math.floor(lastsUs / 2) : lastsUs",
    to: "cut?.when === 'during' ? Math.floor(lastsUs / 2) : 0",
    test: 'hal/nor-flash.test.ts',
  },
  {
    name: 'a pending reset is not resumed',
    file: 'fsm/system.ts',
    from: 'context.pendingReset === scope && !context.pendingIsErased',
    to: 'context.pendingReset !== scope && !context.pendingIsErased',
    test: 'behaviours/storage.test.ts',
  },
  {
    name: 'damaged login data boot to the wizard',
    file: 'fsm/boot.ts',
    from: "{ target: 'locked' },",
    to: "{ target: 'ready.wizard' },",
    test: 'behaviours/storage.test.ts',
  },
  {
    name: 'a reset restarts before its end is durable',
    file: 'firmware/firmware.ts',
    from: "worked ? done : 'reset.failed'",
    to: 'done',
    test: 'behaviours/storage.test.ts',
  },
  {
    name: 'the recorder goes by a clock that was set back',
    file: 'firmware/device-time.ts',
    from: 'if (rtcMs <= flowedMs) return flowedMs;',
    to: 'if (rtcMs === 0) return flowedMs;',
    test: 'firmware/device-time.test.ts',
  },
  {
    name: 'a lock that a recovery ended comes back with the minute',
    file: 'firmware/locks.ts',
    from: 'if (this.#storedUs(route) > 0) yield*',
    to: 'yield*',
    test: 'firmware/locks.test.ts',
  },
];
