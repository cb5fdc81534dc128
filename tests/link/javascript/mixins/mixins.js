export const Timed = (Parent) => class extends Parent {
  stamp() {}
};
export function Named(Parent) {
  return class Inner extends Parent {
    name() {}
  };
}
