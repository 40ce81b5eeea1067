/*
 * The job of the benchmark as firmware for an ATmega328P at 16 MHz, as a small recorder might have it: the button on PD4 (low = pressed)
 * is polled every 10 ms and debounced over three samples, the hold is counted from the first sample, its end is the first open sample of
 * the debounced release. PB1 buzzer, PB2 status LED (no blinking), PC0-1 boots, PC2-3 resets, PC4 at the wizard.
 * Without SLEEP it spins between ticks, with SLEEP it waits in idle mode. `make -C bench/avr` rebuilds the .hex files (gcc-avr, avr-libc).
 */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>

#define TICKS(ms) ((ms) / 10)

static volatile uint8_t due;
ISR(TIMER1_COMPA_vect) { due = 1; }

enum boot { STARTING, INITIALISING, AWAITING_RELEASE, READY, DEFAULTING, RESTARTING };
enum hold { UNSAMPLED, EARLY, WINDOW, OVER, JUDGED };

static uint8_t raw, level, stable, beep, boots = 1, resets, arms = 1, latched;
static uint8_t boot = STARTING, hold = UNSAMPLED;
static uint16_t booting, held;

static uint8_t counting(void) { return hold == EARLY || hold == WINDOW || hold == OVER; }

static void debounce(void) {
  uint8_t now = !(PIND & _BV(PD4));
  if (now != raw) {
    raw = now;
    stable = 0;
    if (!now) latched = hold;
  }
  if (level != raw && ++stable >= TICKS(30)) {
    level = raw;
    if (!level && counting()) {
      hold = JUDGED;
      if (latched == WINDOW) {
        boot = DEFAULTING;
        booting = 0;
        PORTB &= ~_BV(PB2);
      } else if (boot == AWAITING_RELEASE) boot = READY;
    }
  }
}

static void tick(void) {
  debounce();
  if (beep && --beep == 0) PORTB &= ~_BV(PB1);
  if (counting()) {
    held++;
    if (held == TICKS(20000)) hold = WINDOW;
    else if (held == TICKS(30000) + 1) hold = OVER;
    else if (held == TICKS(60000)) {
      hold = JUDGED;
      if (boot == AWAITING_RELEASE) boot = READY;
    }
  }
  booting++;
  switch (boot) {
    case STARTING:
      if (booting < TICKS(50)) break;
      booting = 0;
      boot = INITIALISING;
      beep = TICKS(150);
      PORTB |= _BV(PB1);
      held = 0;
      hold = arms && raw ? EARLY : JUDGED;
      break;
    case INITIALISING:
      if (booting < TICKS(20000)) break;
      boot = counting() ? AWAITING_RELEASE : READY;
      PORTB |= _BV(PB2);
      break;
    case DEFAULTING:
      if (booting < TICKS(20)) break; /* 14 ms of erasing, rounded up to whole ticks */
      booting = 0;
      resets++;
      boot = RESTARTING;
      break;
    case RESTARTING:
      if (booting < TICKS(2000)) break;
      booting = 0;
      boots++;
      arms = 0;
      hold = UNSAMPLED;
      boot = STARTING;
      break;
  }
  PORTC = (uint8_t)(boots | (resets << 2) | ((boot == READY) << 4));
}

int main(void) {
  DDRB = _BV(PB1) | _BV(PB2);
  DDRC = 0x3f;
  PORTD = _BV(PD4);
  TCCR1B = _BV(WGM12) | _BV(CS11) | _BV(CS10); /* 16 MHz / 64 / 2500 = 100 Hz */
  OCR1A = 2499;
  TIMSK1 = _BV(OCIE1A);
  set_sleep_mode(SLEEP_MODE_IDLE);
  sei();
  for (;;) {
#ifdef SLEEP
    cli();
    if (!due) {
      sleep_enable();
      sei();
      sleep_cpu();
      sleep_disable();
    }
    sei();
#endif
    if (due) {
      due = 0;
      tick();
    }
  }
}
