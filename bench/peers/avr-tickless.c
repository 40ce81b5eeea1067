/*
 * The same job without a tick, as an author who saves power would write it: the ATmega328P sleeps until an edge of the button (a pin-change interrupt) or until something is due (timer 1, 64 us a count). Pins as in
 * avr.c. Some thirty wake-ups do the whole job, where polling takes 4,500: the other end of what firmware for it can be.
 */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>

#define COUNTS(ms) ((ms) * 125UL / 8)
#define LONGEST_SLEEP 60000U

enum boot { STARTING, INITIALISING, AWAITING_RELEASE, READY, DEFAULTING, RESTARTING };
enum hold { UNSAMPLED, EARLY, WINDOW, OVER, JUDGED };
enum timer { DEBOUNCE, HOLD, BOOT, BEEP, TIMERS };

/* What is left of each; 0: it does not run. */
static uint32_t left[TIMERS];
static uint8_t raw, level, boots = 1, resets, arms = 1, latched;
static uint8_t boot = STARTING, hold = UNSAMPLED;

EMPTY_INTERRUPT(TIMER1_COMPA_vect)
EMPTY_INTERRUPT(PCINT2_vect)

static uint8_t counting(void) { return hold == EARLY || hold == WINDOW || hold == OVER; }

static void judge(void) {
  left[HOLD] = 0;
  hold = JUDGED;
  if (boot == AWAITING_RELEASE) boot = READY;
}

static void end_debounce(void) {
  if (level == raw) return;
  level = raw;
  if (level || !counting()) return;
  if (latched == WINDOW) {
    boot = DEFAULTING;
    left[BOOT] = COUNTS(14);
    PORTB &= ~_BV(PB2);
  }
  judge();
}

static void end_hold(void) {
  if (hold == OVER) judge();
  else if (hold == EARLY) {
    hold = WINDOW;
    left[HOLD] = COUNTS(10000) + 1;
  } else {
    hold = OVER;
    left[HOLD] = COUNTS(30000) - 1;
  }
}

static void end_boot(void) {
  switch (boot) {
    case STARTING:
      boot = INITIALISING;
      left[BOOT] = COUNTS(20000);
      left[BEEP] = COUNTS(150);
      PORTB |= _BV(PB1);
      hold = JUDGED;
      if (arms && (raw || level)) {
        hold = EARLY;
        left[HOLD] = COUNTS(20000);
      }
      break;
    case INITIALISING:
      boot = counting() ? AWAITING_RELEASE : READY;
      PORTB |= _BV(PB2);
      break;
    case DEFAULTING:
      resets++;
      boot = RESTARTING;
      left[BOOT] = COUNTS(2000);
      break;
    case RESTARTING:
      boots++;
      arms = 0;
      hold = UNSAMPLED;
      boot = STARTING;
      left[BOOT] = COUNTS(50);
      break;
  }
}

int main(void) {
  DDRB = _BV(PB1) | _BV(PB2);
  DDRC = 0x3f;
  PORTD = _BV(PD4);
  PCMSK2 = _BV(PCINT20);
  PCICR = _BV(PCIE2);
  TCCR1B = _BV(CS12) | _BV(CS10); /* 16 MHz / 1024 */
  TIMSK1 = _BV(OCIE1A);
  set_sleep_mode(SLEEP_MODE_IDLE);
  left[BOOT] = COUNTS(50);
  for (uint16_t last = 0;;) {
    cli();
    uint16_t now = TCNT1, elapsed = now - last;
    last = now;
    uint8_t due = 0;
    for (uint8_t timer = 0; timer < TIMERS; timer++) {
      if (left[timer] == 0) continue;
      if (left[timer] <= elapsed) due |= 1 << timer;
      left[timer] = left[timer] <= elapsed ? 0 : left[timer] - elapsed;
    }
    if (due & 1 << DEBOUNCE) end_debounce();
    if (due & 1 << HOLD) end_hold();
    if (due & 1 << BOOT) end_boot();
    if (due & 1 << BEEP) PORTB &= ~_BV(PB1);
    /* An edge counts after what was due when it came. */
    uint8_t pressed = !(PIND & _BV(PD4));
    if (pressed != raw) {
      raw = pressed;
      if (!raw) latched = hold;
      left[DEBOUNCE] = COUNTS(30);
    }
    PORTC = (uint8_t)(boots | (resets << 2) | ((boot == READY) << 4));
    uint16_t sleep = LONGEST_SLEEP;
    for (uint8_t timer = 0; timer < TIMERS; timer++)
      if (left[timer] != 0 && left[timer] < sleep) sleep = left[timer];
    OCR1A = now + sleep;
    if ((uint16_t)(TCNT1 - now) >= sleep) continue;
    sleep_enable();
    sei();
    sleep_cpu();
    sleep_disable();
  }
}
