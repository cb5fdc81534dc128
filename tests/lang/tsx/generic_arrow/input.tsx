export const identity = <T,>(value: T): T => value;
const map = <T extends object, U>(items: T[], fn: (item: T) => U) => items.map(fn);
function List<T>(props: { items: T[]; render(item: T): JSX.Element }) {
  return <ul>{map(props.items as any, props.render)}</ul>;
}
const view = <List<string> items={['a']} render={(item) => <li>{identity(item)}</li>} />;
