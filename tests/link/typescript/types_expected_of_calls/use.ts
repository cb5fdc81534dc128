import { Def, make, Maker, Shape } from './make';
export const shapes: Maker<Shape, Def> = make('shape', (made, def) => {
  made.area();
  def.kind();
});
export class Holder {
  field: Maker<Shape, Def> = make('field', (made) => { made.area(); });
}
export function build(): Maker<Shape, Def> {
  const local: Maker<Shape, Def> = make('local', (made) => { made.area(); });
  if (local) return local;
  return make('returned', (made, def) => { def.kind(); });
}
export const arrow = (): Maker<Def, Def> => make('arrow', (made) => { made.kind(); });
export const stated: Maker<Shape, Def> = make<Def, Def>('stated', (made) => { made.kind(); });
export const other: Shape[] = make('other', (made) => { made.area(); }) as any; // of another type: nothing is known
