interface Runs {
  run(): void;
}
interface Stops extends Runs {
  stop(): void;
}
class Engine<T> {
  fuel!: T;
  start() {}
}
export class Car extends Engine<string> implements Stops, lib.Drives<string> {
  run() {
    this.start();
    this.fuel;
  }
  stop() {}
}
class Fleet extends mixin(Car)<string> {}
function drive(vehicle: Stops) {
  vehicle.run();
  vehicle.stop();
}
