/** The buzzer, as loudspeakers have it: a square wave at the pitch of a usual buzzer. Browsers let nothing sound before the person has done something. */
const HERTZ = 2_700;
const VOLUME = 0.04;
const CHIRP_S = 0.08;

export class Sound {
  #context: AudioContext | undefined;
  #gain: GainNode | undefined;
  #isBeeping = false;
  /** `undefined` before anything was heard of. */
  #lastBeepUs: number | null | undefined;
  isOn = true;

  /** After a click or a key. */
  wake(): void {
    if (this.#context) {
      void this.#context.resume();
      return;
    }
    this.#context = new AudioContext();
    const tone = new OscillatorNode(this.#context, { type: 'square', frequency: HERTZ });
    this.#gain = new GainNode(this.#context, { gain: 0 });
    tone.connect(this.#gain).connect(this.#context.destination);
    tone.start();
    this.#apply();
  }

  turn(isOn: boolean): void {
    this.isOn = isOn;
    this.#apply();
  }

  hear({ isBeeping, lastBeepUs }: { readonly isBeeping: boolean; readonly lastBeepUs: number | null }): void {
    const isMissed = !isBeeping && !this.#isBeeping && this.#lastBeepUs !== undefined && lastBeepUs !== null && lastBeepUs !== this.#lastBeepUs;
    this.#lastBeepUs = lastBeepUs;
    if (isMissed) this.#chirp();
    if (isBeeping === this.#isBeeping) return;
    this.#isBeeping = isBeeping;
    this.#apply();
  }

  /** For a beep that was over between two frames. */
  #chirp(): void {
    if (!this.#gain || !this.#context || !this.isOn) return;
    const { currentTime } = this.#context;
    this.#gain.gain.setTargetAtTime(VOLUME, currentTime, 0.002);
    this.#gain.gain.setTargetAtTime(0, currentTime + CHIRP_S, 0.002);
  }

  #apply(): void {
    if (this.#gain && this.#context) this.#gain.gain.setTargetAtTime(this.isOn && this.#isBeeping ? VOLUME : 0, this.#context.currentTime, 0.002);
  }
}
