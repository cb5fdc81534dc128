import { Clock, Timer } from "./clock";

export function times(clock: Clock, timer: Timer) {
    timer.tick();
    clock.later();
    return [clock.now(), Clock.now(), Clock.stopped];
}
