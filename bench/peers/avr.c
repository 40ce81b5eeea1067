/*
 * The recorder on an ATmega328P at 16 MHz: button PD4 (low = pressed), buzzer PB1, status LED PB2 (no blinking), state PC0-4. Without SLEEP it spins between ticks, with SLEEP it waits in idle mode.
 * For avr8js and simavr. `make -C bench/peers` rebuilds the .hex files.
 */
#include "recorder.h"
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>

static volatile uint8_t due;
ISR(TIMER1_COMPA_vect) { due = 1; }

static uint8_t button_is_pressed(void) { return !(PIND & _BV(PD4)); }
static void buzzer(uint8_t on) {
  if (on) PORTB |= _BV(PB1);
  else PORTB &= ~_BV(PB1);
}
static void led(uint8_t on) {
  if (on) PORTB |= _BV(PB2);
  else PORTB &= ~_BV(PB2);
}
static void show(uint8_t state) { PORTC = state; }

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
