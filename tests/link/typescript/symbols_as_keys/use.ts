// What stands in brackets is a symbol that declares a member, or counts elements.
import { changes, FIRST } from './keys';
import { Holder, Tree } from './tree';
export function member(holder: Holder): void {
  holder[changes].mark();
}
export function element(trees: Tree[]): void {
  trees[FIRST].mark();
}
export function value(trees: Record<string, Tree>): void {
  trees[FIRST].mark();
}
