import { Base, Fish, Bird, isBird } from './items';

export function receiver(base: Base) {
  if (base.isSpecial()) base.go();
  base.go();
}
// What is kept is what the function says.
export function filtered(all: (Fish | Bird)[]) {
  all.filter(isBird).forEach(bird => bird.move());
}
export function inPlace(all: (Fish | Bird)[]) {
  for (const bird of all.filter((x): x is Bird => 'fly' in (x as object))) bird.move();
}
export function found(all: (Fish | Bird)[]) {
  all.find(isBird)!.move();
}
// Any other function says nothing.
export function kept(all: Fish[]) {
  all.filter(Boolean).forEach(fish => fish.move());
}
