import { Base } from './base';

export { Base as Root };
export * from './parts';
export default function Main({ name }: { name: string }) {
  return <Base id={name} key={helper(name)} />;
}

export const helper = (name: string) => name;
