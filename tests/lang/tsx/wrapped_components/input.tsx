import { forwardRef, memo, createContext } from 'react';

const Theme = createContext('light');

export const Input = forwardRef<HTMLInputElement, InputProps>(function Input(props, ref) {
  return <input ref={ref} {...props} />;
});

export const Row = memo(({ label }: InputProps) => <Cell>{label}</Cell>);

const Cell = memo(function Cell({ children }) {
  return <td>{children}</td>;
});

export interface InputProps {
  label: string;
}

export const App = () => (
  <Theme.Provider value="dark">
    <Input label="a" />
    <Row label="b" />
  </Theme.Provider>
);
