/*
 * The recorder on an LM3S6965 (Cortex-M3, 12.5 MHz after its start), for QEMU: button PF1 (low = pressed), buzzer PF2, status LED PF3. It waits for the next tick in WFI.
 * QEMU has no hand for a pin that moves at a virtual time while its clock jumps. So the finger is in here: start() drives PF1, and lifts it after so many ticks as QEMU has put at the end of the RAM.
 * After 45 s it asks for a reset, at which QEMU stops; what it has counted is at the beginning of the RAM. `make -C bench/peers` rebuilds the .hex file.
 */
#include "recorder.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define RCGC2 REGISTER(0x400fe108)
#define PORTF(address) REGISTER(0x40025000 + (address))
#define DATA(mask) PORTF((mask) << 2)
#define DIR PORTF(0x400)
#define DEN PORTF(0x51c)
#define SYST_CSR REGISTER(0xe000e010)
#define SYST_RVR REGISTER(0xe000e014)
#define SYST_CVR REGISTER(0xe000e018)
#define AIRCR REGISTER(0xe000ed0c)

/* For whoever looks from outside. */
__attribute__((section(".seen"), used)) static volatile struct {
  uint8_t state, beeps;
} seen;
#define RELEASE_TICK REGISTER(0x2000fffc)

static volatile uint8_t due;

static uint8_t button_is_pressed(void) { return !(DATA(1 << 1) & (1 << 1)); }
static void buzzer(uint8_t on) {
  DATA(1 << 2) = on ? 1 << 2 : 0;
  if (on) seen.beeps++;
}
static void led(uint8_t on) { DATA(1 << 3) = on ? 1 << 3 : 0; }
static void show(uint8_t state) { seen.state = state; }

static void finger(uint8_t presses) { DATA(1 << 1) = presses ? 0 : 1 << 1; }

static void sys_tick(void) { due = 1; }

extern uint32_t data_load, data_start, data_end, bss_start, bss_end;

static void start(void) {
  uint32_t *from = &data_load;
  for (uint32_t *to = &data_start; to < &data_end;) *to++ = *from++;
  for (uint32_t *to = &bss_start; to < &bss_end;) *to++ = 0;
  RCGC2 |= 1 << 5;
  DIR = 1 << 1 | 1 << 2 | 1 << 3;
  DEN = 1 << 1 | 1 << 2 | 1 << 3;
  finger(RELEASE_TICK > 0);
  SYST_RVR = 125000 - 1; /* 12.5 MHz / 125000 = 100 Hz */
  SYST_CVR = 0;
  SYST_CSR = 7;
  for (uint16_t ticks = 0; ticks < TICKS(45000);) {
    __asm__ volatile("wfi");
    if (!due) continue;
    due = 0;
    if (++ticks == RELEASE_TICK) finger(0);
    tick();
  }
  AIRCR = 0x05fa0004;
  for (;;);
}

__attribute__((section(".vectors"), used)) static void (*const vectors[16])(void) = {
    [0] = (void (*)(void))0x2000fff0, [1] = start, [15] = sys_tick};
