/*
 * Runs the AVR firmware on simavr, with the wait of its sleep made free: simavr's own waits in real time. simavr FIRMWARE.hex held|up TIMES prints of each power-up its microseconds of wall time and what
 * the firmware has counted. Each is a new chip. make bench builds it: gcc, libsimavr-dev, libelf-dev.
 */
#include <simavr/avr_ioport.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_hex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MHZ = 16, RELEASE_US = 22050000, END_US = 45000000, PORTC_ADDRESS = 0x28 };

static int beeps;

static void sleep_is_free(avr_t *avr, avr_cycle_count_t cycles) { (void)avr, (void)cycles; }

static void hear(struct avr_irq_t *irq, uint32_t on, void *param) {
  (void)param;
  if (on && !irq->value) beeps++;
}

static double now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

/* Drives the pin from outside, and keeps driving it whatever the firmware does with its pull-up. */
static void set_button(avr_t *avr, int is_pressed) {
  avr_ioport_external_t external = {.name = 'D', .mask = 1 << 4, .value = is_pressed ? 0 : 1 << 4};
  avr_ioctl(avr, AVR_IOCTL_IOPORT_SET_EXTERNAL('D'), &external);
  avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('D'), 4), !is_pressed);
}

/* As timers of the chip's own clock, for a sleep jumps to the next of them. */
static avr_cycle_count_t release(avr_t *avr, avr_cycle_count_t when, void *param) {
  (void)when, (void)param;
  set_button(avr, 0);
  return 0;
}

static avr_cycle_count_t end(avr_t *avr, avr_cycle_count_t when, void *is_over) {
  (void)avr, (void)when;
  *(int *)is_over = 1;
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 4) return fprintf(stderr, "usage: simavr FIRMWARE.hex held|up TIMES\n"), 2;
  uint32_t size, base;
  uint8_t *code = read_ihex_file(argv[1], &size, &base);
  if (!code) return 1;
  int is_held = !strcmp(argv[2], "held");
  for (int left = atoi(argv[3]); left > 0; left--) {
    double from = now_us();
    avr_t *avr = avr_make_mcu_by_name("atmega328p");
    avr_init(avr);
    avr->log = LOG_NONE;
    avr->frequency = MHZ * 1000000;
    avr->sleep = sleep_is_free;
    avr_loadcode(avr, code, size, base);
    avr->codeend = avr->flashend;
    beeps = 0;
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('B'), 1), hear, NULL);
    set_button(avr, is_held);
    if (is_held) avr_cycle_timer_register(avr, (avr_cycle_count_t)RELEASE_US * MHZ, release, NULL);
    int is_over = 0;
    avr_cycle_timer_register(avr, (avr_cycle_count_t)END_US * MHZ, end, &is_over);
    while (!is_over) {
      int state = avr_run(avr);
      if (state == cpu_Done || state == cpu_Crashed) return fprintf(stderr, "the chip stopped in state %d\n", state), 1;
    }
    int shown = avr->data[PORTC_ADDRESS];
    avr_terminate(avr);
    free(avr);
    printf("%.1f %d %d %d %d\n", now_us() - from, shown & 3, shown >> 2 & 3, beeps, shown >> 4 & 1);
  }
  return 0;
}
