/*
 * The job of the benchmark as firmware, as a small recorder might have it: the button is polled every 10 ms and debounced over three samples, the hold is counted from the first sample, its end is the
 * first open sample of the debounced release. Which chip it runs on is the affair of the file that includes it: it defines the four below and calls tick() every 10 ms.
 */
#include <stdint.h>

static uint8_t button_is_pressed(void);
static void buzzer(uint8_t on);
static void led(uint8_t on);
/* Bits 0-1 boots, 2-3 resets, 4 at the wizard. */
static void show(uint8_t state);

#define TICKS(ms) ((ms) / 10)

enum boot { STARTING, INITIALISING, AWAITING_RELEASE, READY, DEFAULTING, RESTARTING };
enum hold { UNSAMPLED, EARLY, WINDOW, OVER, JUDGED };

static uint8_t raw, level, stable, beep, boots = 1, resets, arms = 1, latched;
static uint8_t boot = STARTING, hold = UNSAMPLED;
static uint16_t booting, held;

static uint8_t counting(void) { return hold == EARLY || hold == WINDOW || hold == OVER; }

static void debounce(void) {
  uint8_t now = button_is_pressed();
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
        led(0);
      } else if (boot == AWAITING_RELEASE) boot = READY;
    }
  }
}

static void tick(void) {
  debounce();
  if (beep && --beep == 0) buzzer(0);
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
      buzzer(1);
      held = 0;
      hold = arms && raw ? EARLY : JUDGED;
      break;
    case INITIALISING:
      if (booting < TICKS(20000)) break;
      boot = counting() ? AWAITING_RELEASE : READY;
      led(1);
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
  show((uint8_t)(boots | (resets << 2) | ((boot == READY) << 4)));
}
