/*
 * The seed board's button and power once more, by hand, in Promela: what `recsim explore` walks on the statechart that ships, drawn a second time for SPIN.
 * Three parts, as there: the firmware's statechart; the device around it (power, restarts, the journal of a reset, watchdog); and an observer that knows a hold by its definition alone.
 * Time: timers with the whole microseconds that remain. It passes to a microsecond before the next end, to that end, and by one microsecond after an end; whatever can be done is done between.
 * Timers that are due fire before anything is done; the observer's first, then the recorder's in the order in which they were started. All this is one process: one turn of its loop is one step of bench/spin/plain.ts,
 * which walks recsim's own statechart by the same rule and comes to the same states.
 * The property: no wipe without a hold in its window of this very power-up. Planted bugs: -DARMED_BY_RESTART, -DWINDOW_EARLY; how to run it: docs/SPIN.md.
 */

/* The seed board, in microseconds. The last four are measured on recsim's bench. */
#define DEBOUNCE 30000
#define SAMPLING_START 50000
#define BEEP 150000
#define INITIALISATION 20000000
#define HOLD_FROM 20000000
#define HOLD_OVER 30000001
#define STUCK_AFTER 60000000
#define RESTART_DELAY 2000000
#define WATCHDOG_LEAST 5000000
#define WATCHDOG_MOST 10000000
#define RECORD 3800
#define ERASE 19000
#define RESTORE 7100
#define FINISH 3400

/* So many edges of the contact in a row are tried, until another timer ends or all is settled: each shifts what follows by a microsecond, without end. */
#ifndef EDGES_MAX
#define EDGES_MAX 5
#endif

#ifdef WINDOW_EARLY
#define FIRMWARE_HOLD_FROM (HOLD_FROM - 1) /* The firmware takes a hold that is a microsecond too short. */
#else
#define FIRMWARE_HOLD_FROM HOLD_FROM
#endif
#ifdef ARMED_BY_RESTART
#define RESTART_ARMS true /* The firmware takes its own restart for a power-up. */
#else
#define RESTART_ARMS false
#endif

/* For what one step does, and zero after it; no part of a state where SPIN can leave it out, which it cannot when it searches breadth first. */
#ifdef SHORTEST
#define SCRATCH
#else
#define SCRATCH hidden
#endif

/* ---- The statechart of the firmware. `off` where it does not run. ---- */
mtype:contact = { open, closing, chattering, closed, opening };
mtype:hold = { unsampled, early, window, over, overdue, reset, too_short, over_held, stuck, idle, cause_does_not_arm, not_released_since_fault };
mtype:boot = { off, starting, initialising, awaiting_release, login, wizard, locked, requesting, erasing, restoring, finishing, restarting };
mtype:credentials = { present, absent, corrupt };
mtype:contact contact = 0;
mtype:hold hold = 0;
mtype:hold latched = 0;
mtype:boot boot = off;
bool beeping;
/* What it was told at its start. */
bool arms, knows_stuck, knows_pending, knows_erased;
mtype:credentials knows_credentials = 0;

/* ---- The device. ---- */
bool is_closed, has_power, is_hung;
mtype:credentials stored_credentials = present;
bool stored_stuck, stored_pending, stored_erased;
/* Why the firmware starts, in a step in which it does. */
mtype:cause = { power, restart, bite };
SCRATCH mtype:cause cause = 0;
/* Work on the flash, one after the other; each is durable at its end, or was not. */
mtype:job = { no_job, request, erase, restore, finish, store_stuck, store_released, store_set_up };
#define JOBS 3
mtype:job job[JOBS] = no_job;

/* ---- The observer. ---- */
mtype:phase = { unpowered, before_sample, holding, none };
mtype:phase phase = unpowered;
bool is_settled = true;
bool was_held, counts;
byte limit;
byte seen_limit; /* When the contact last opened; NEVER_OPENED before. */
#define NEVER_OPENED 255
bool may_wipe; /* A hold in its window has been, since this power-up, and no wipe since. */

/* ---- Timers, in the order in which they fire when they end together; their numbers are the order in which one step starts them. ---- */
#define SEEN_SAMPLED 1
#define SEEN_SETTLED 2
#define SEEN_LIMIT 3
#define SAMPLED 4 /* From here on the recorder's. */
#define SETTLED 5
#define HELD 6
#define INITIALISED 7
#define BEEPED 8
#define JOB_ENDED 9
#define RESTART_DUE 10
#define WATCHDOG 11
#define KINDS 12
#define TIMERS 8
#define NEVER 2147483647
byte timer[TIMERS];
int left[TIMERS] = NEVER;
bool is_fresh = true; /* A timer has just ended. */
byte edges;           /* Edges of the contact in a row. */

#define SOME_LEFT(us) (left[0] == us || left[1] == us || left[2] == us || left[3] == us || left[4] == us || left[5] == us || left[6] == us || left[7] == us)
#define RUNS (boot != off)

/* For what one step does. */
SCRATCH byte i, to, kind;
SCRATCH int soonest;
SCRATCH mtype:job ended = 0;
/* Of each timer: started with so many microseconds, stopped, or 0. */
SCRATCH int change[KINDS];

#define START(t, us) change[t] = us
#define STOP(t) change[t] = -1

/* What a step has started and stopped: the observer's timers before the recorder's, each behind those that run already. */
inline take_over_timers() {
  i = 0; to = 0;
  do
  :: i == TIMERS -> break
  :: i < TIMERS && (timer[i] == 0 || change[timer[i]] != 0) -> i++
  :: else -> timer[to] = timer[i]; left[to] = left[i]; to++; i++
  od;
  do
  :: to < TIMERS -> timer[to] = 0; left[to] = NEVER; to++
  :: else -> break
  od;
  kind = 1;
  do
  :: kind == KINDS -> break
  :: kind < KINDS && change[kind] <= 0 -> change[kind] = 0; kind++
  :: else ->
    assert(timer[TIMERS - 1] == 0);
    to = 0;
    do
    :: timer[to] == 0 || (kind < SAMPLED && timer[to] >= SAMPLED) -> break
    :: else -> to++
    od;
    i = TIMERS - 1;
    do
    :: i > to -> timer[i] = timer[i - 1]; left[i] = left[i - 1]; i--
    :: else -> break
    od;
    timer[to] = kind;
    left[to] = change[kind];
    change[kind] = 0;
    kind++
  od
}

/* Every timer of the recorder stops; the observer goes on. */
inline halt_timers() {
  STOP(SAMPLED); STOP(SETTLED); STOP(HELD); STOP(INITIALISED); STOP(BEEPED); STOP(JOB_ENDED); STOP(RESTART_DUE); STOP(WATCHDOG)
}

/* ---- Observer ---- */
inline unsettle() { is_settled = false; STOP(SEEN_SETTLED); START(SEEN_SETTLED, DEBOUNCE) }

inline observe_off() {
  STOP(SEEN_SAMPLED); STOP(SEEN_SETTLED); STOP(SEEN_LIMIT);
  phase = unpowered; is_settled = true; was_held = false; limit = 0; seen_limit = 0; counts = false
}

inline observe_rest() {
  phase = none; limit = 0; seen_limit = 0; is_settled = true; was_held = false;
  STOP(SEEN_LIMIT); STOP(SEEN_SETTLED)
}

inline observe_power_up() {
  observe_off();
  counts = (cause == power && !stored_stuck && !stored_pending);
  phase = before_sample;
  START(SEEN_SAMPLED, SAMPLING_START);
  if
  :: is_closed -> unsettle()
  :: else
  fi
}

inline observe_edge() {
  if
  :: phase == before_sample || phase == holding ->
    if
    :: is_closed && !is_settled && was_held -> STOP(SEEN_SETTLED); is_settled = true /* A lift shorter than the debounce is no lift. */
    :: else -> unsettle()
    fi;
    if
    :: phase == holding && !is_closed -> seen_limit = limit
    :: phase == holding && is_closed && limit == 3 -> observe_rest()
    :: else
    fi
  :: else
  fi
}

inline observe_sample() {
  if
  :: !counts || (!is_closed && is_settled) -> observe_rest()
  :: else -> phase = holding; limit = 0; seen_limit = NEVER_OPENED; START(SEEN_LIMIT, HOLD_FROM)
  fi
}

inline observe_settled() {
  is_settled = true;
  if
  :: is_closed -> was_held = true
  :: !is_closed && phase == holding ->
    if
    :: was_held && seen_limit == 1 -> may_wipe = true
    :: else
    fi;
    observe_rest()
  :: else -> was_held = false
  fi
}

/* 1 the window, 2 over, 3 stuck. */
inline observe_limit() {
  limit++;
  if
  :: limit == 1 -> START(SEEN_LIMIT, HOLD_OVER - HOLD_FROM)
  :: limit == 2 -> START(SEEN_LIMIT, STUCK_AFTER - HOLD_OVER)
  :: limit == 3 && is_closed -> observe_rest()
  :: else
  fi
}

/* ---- Device ---- */
inline begin_job() {
  if
  :: job[0] == no_job
  :: job[0] == erase -> START(JOB_ENDED, ERASE)
  :: job[0] == restore -> START(JOB_ENDED, RESTORE)
  :: job[0] == finish -> START(JOB_ENDED, FINISH)
  :: else -> START(JOB_ENDED, RECORD)
  fi
}

inline add_job(what) {
  assert(job[JOBS - 1] == no_job);
  if
  :: job[0] == no_job -> job[0] = what; begin_job()
  :: job[0] != no_job && job[1] == no_job -> job[1] = what
  :: else -> job[2] = what
  fi
}

/* The processor stands still, and what it had in its memory is gone. */
inline halt() {
  halt_timers();
  contact = 0; hold = 0; latched = 0; boot = off; beeping = false;
  arms = false; knows_stuck = false; knows_credentials = 0; knows_pending = false; knows_erased = false;
  is_hung = false;
  job[0] = no_job; job[1] = no_job; job[2] = no_job
}

inline power_up() {
  halt();
  may_wipe = false;
  contact = open; hold = unsampled; boot = starting;
  arms = (cause == power || (cause == restart && RESTART_ARMS));
  knows_stuck = stored_stuck; knows_credentials = stored_credentials; knows_pending = stored_pending; knows_erased = stored_erased;
  START(SAMPLED, SAMPLING_START);
  if
  :: is_closed -> contact = closing; START(SETTLED, DEBOUNCE)
  :: else
  fi;
  observe_power_up()
}

/* ---- Statechart: what each event does to all its regions ---- */
#define COUNTING (hold == early || hold == window || hold == over || hold == overdue)

inline to_usable() {
  if
  :: knows_credentials == present -> boot = login
  :: knows_credentials == absent -> boot = wizard
  :: else -> boot = locked
  fi
}

inline hold_ended() {
  if
  :: boot == awaiting_release -> to_usable()
  :: else
  fi
}

inline to_stuck() { hold = stuck; hold_ended(); add_job(store_stuck) }

inline tell_closed() {
  if
  :: contact == open || contact == chattering -> STOP(SETTLED); contact = closing; START(SETTLED, DEBOUNCE)
  :: contact == opening -> STOP(SETTLED); contact = closed
  :: else
  fi;
  if
  :: hold == overdue -> to_stuck()
  :: else
  fi
}

inline tell_opened() {
  if
  :: contact == closing -> STOP(SETTLED); contact = chattering; START(SETTLED, DEBOUNCE)
  :: contact == closed -> contact = opening; START(SETTLED, DEBOUNCE)
  :: else
  fi;
  if
  :: hold == early || hold == window || hold == over -> latched = hold
  :: else
  fi
}

inline wipe() {
  printf("      the firmware begins a reset\n");
  assert(may_wipe); /* THE PROPERTY */
  may_wipe = false;
  add_job(request)
}

inline accept_factory_default() {
  if
  :: boot == initialising || boot == awaiting_release || boot == login || boot == wizard || boot == locked ->
    STOP(INITIALISED);
    boot = requesting;
    wipe()
  :: else
  fi
}

inline tell_settled() {
  if
  :: contact == closing -> contact = closed
  :: contact == chattering ->
    contact = open;
    if
    :: COUNTING -> STOP(HELD); hold = idle; hold_ended()
    :: hold == cause_does_not_arm -> hold = idle
    :: hold == stuck || hold == not_released_since_fault -> hold = idle; add_job(store_released)
    :: else
    fi
  :: contact == opening ->
    contact = open;
    if
    :: COUNTING ->
      STOP(HELD);
      if
      :: latched == early -> hold = too_short; hold_ended()
      :: latched == window -> hold = reset; accept_factory_default()
      :: latched == over -> hold = over_held; hold_ended()
      :: else -> hold = idle; hold_ended()
      fi
    :: hold == stuck || hold == not_released_since_fault -> hold = idle; add_job(store_released)
    :: hold == cause_does_not_arm -> hold = idle
    :: else
    fi
  :: else
  fi
}

inline tell_sampled() {
  if
  :: contact == open && knows_stuck -> hold = idle; add_job(store_released)
  :: contact == open && !knows_stuck -> hold = idle
  :: contact != open && !arms -> hold = cause_does_not_arm
  :: contact != open && arms && knows_stuck -> hold = not_released_since_fault
  :: else -> hold = early; START(HELD, FIRMWARE_HOLD_FROM)
  fi;
  if
  :: knows_pending && !knows_erased -> boot = erasing; add_job(erase)
  :: knows_pending && knows_erased -> boot = finishing; add_job(finish)
  :: else -> boot = initialising; START(INITIALISED, INITIALISATION)
  fi;
  beeping = true;
  START(BEEPED, BEEP)
}

inline tell_held() {
  if
  :: hold == early -> hold = window; START(HELD, HOLD_OVER - FIRMWARE_HOLD_FROM)
  :: hold == window -> hold = over; START(HELD, STUCK_AFTER - HOLD_OVER)
  :: hold == over && (contact == opening || contact == chattering) -> hold = overdue
  :: hold == over && !(contact == opening || contact == chattering) -> to_stuck()
  :: else
  fi
}

inline tell_initialised() {
  if
  :: COUNTING -> boot = awaiting_release
  :: else -> to_usable()
  fi
}

/* A piece of work is durable; the firmware hears of it. */
inline end_job() {
  ended = job[0];
  job[0] = job[1]; job[1] = job[2]; job[2] = no_job;
  begin_job();
  if
  :: ended == request ->
    stored_pending = true; stored_erased = false;
    if
    :: boot == requesting -> boot = erasing; add_job(erase)
    :: else
    fi
  :: ended == erase ->
    stored_credentials = corrupt;
    if
    :: boot == erasing -> boot = restoring; add_job(restore)
    :: else
    fi
  :: ended == restore ->
    stored_credentials = absent; stored_erased = true;
    if
    :: boot == restoring -> boot = finishing; add_job(finish)
    :: else
    fi
  :: ended == finish ->
    stored_pending = false; stored_erased = false;
    if
    :: boot == finishing -> boot = restarting; START(RESTART_DUE, RESTART_DELAY)
    :: else
    fi
  :: ended == store_stuck -> stored_stuck = true
  :: ended == store_released -> stored_stuck = false
  :: ended == store_set_up ->
    stored_credentials = present;
    if
    :: boot == wizard -> boot = login
    :: else
    fi
  fi
}

/* ---- What happens ---- */
mtype:event = { nothing, timer_ends, edge, power_lost, power_good, hangs_long, hangs_briefly, set_up, time_to_end, time_to_just_before, time_by_one };
mtype:event event = nothing;

inline end_first_due() {
  i = 0;
  do
  :: left[i] != 0 -> i++
  :: else -> break
  od;
  kind = timer[i];
  STOP(kind);
  printf("    timer %d ends\n", kind);
  if
  :: kind == SEEN_SAMPLED -> observe_sample()
  :: kind == SEEN_SETTLED -> observe_settled()
  :: kind == SEEN_LIMIT -> observe_limit()
  :: kind == SAMPLED -> tell_sampled()
  :: kind == SETTLED -> tell_settled()
  :: kind == HELD -> tell_held()
  :: kind == INITIALISED -> tell_initialised()
  :: kind == BEEPED -> beeping = false
  :: kind == JOB_ENDED -> end_job()
  :: kind == RESTART_DUE -> cause = restart
  :: kind == WATCHDOG -> cause = bite
  fi;
  if
  :: kind == SETTLED || kind == SEEN_SETTLED
  :: else -> edges = 0
  fi
}

inline close_or_open() {
  is_closed = !is_closed;
  edges++;
  printf("the contact is %d\n", is_closed);
  observe_edge();
  if
  :: RUNS && is_closed -> tell_closed()
  :: RUNS && !is_closed -> tell_opened()
  :: else
  fi
}

inline stand_still() {
  halt();
  observe_off();
  edges = 0
}

inline pass(us) {
  i = 0;
  do
  :: i < TIMERS && timer[i] != 0 -> left[i] = left[i] - (us); i++
  :: else -> break
  od;
  printf("  %d us pass\n", us)
}

inline find_soonest() {
  soonest = NEVER;
  i = 0;
  do
  :: i < TIMERS -> soonest = (left[i] < soonest -> left[i] : soonest); i++
  :: else -> break
  od
}

active proctype recorder() {
  do
  :: atomic {
      if
      :: SOME_LEFT(0) -> event = timer_ends
      :: !SOME_LEFT(0) && edges < EDGES_MAX -> event = edge
      :: !SOME_LEFT(0) && has_power -> event = power_lost
      :: !SOME_LEFT(0) && !has_power -> event = power_good
      :: !SOME_LEFT(0) && RUNS -> event = hangs_long
      :: !SOME_LEFT(0) && RUNS -> event = hangs_briefly
      :: !SOME_LEFT(0) && boot == wizard && job[0] != store_set_up && job[1] != store_set_up && job[2] != store_set_up -> event = set_up
      :: !SOME_LEFT(0) && timer[0] != 0 -> event = time_to_end
      :: !SOME_LEFT(0) && timer[0] != 0 && !SOME_LEFT(1) -> event = time_to_just_before
      :: !SOME_LEFT(0) && is_fresh -> event = time_by_one
      fi;
      d_step {
        if
        :: event == timer_ends -> end_first_due()
        :: event == edge -> close_or_open()
        :: event == power_lost -> printf("power is lost\n"); has_power = false; stand_still()
        :: event == power_good -> printf("power is good\n"); has_power = true; edges = 0; cause = power
        :: event == hangs_long || event == hangs_briefly ->
          printf("the firmware hangs\n");
          stand_still();
          is_hung = true;
          START(WATCHDOG, (event == hangs_long -> WATCHDOG_MOST : WATCHDOG_LEAST))
        :: event == set_up -> printf("the set-up is done\n"); add_job(store_set_up); edges = 0
        :: event == time_to_end -> find_soonest(); pass(soonest)
        :: event == time_to_just_before -> find_soonest(); pass(soonest - 1)
        :: event == time_by_one -> pass(1)
        fi;
        if
        :: cause != 0 -> power_up()
        :: else
        fi;
        take_over_timers();
        is_fresh = (event == timer_ends);
        if
        :: timer[0] == 0 -> edges = 0 /* All is settled: a row of edges is over. */
        :: else
        fi;
        event = nothing; i = 0; to = 0; kind = 0; soonest = 0; ended = 0; cause = 0
      }
    }
  od
}
