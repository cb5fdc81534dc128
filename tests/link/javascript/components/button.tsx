export interface Props {
  label: string;
  onPress(): void;
}

export function Button({ label, onPress }: Props) {
  return <button onClick={() => onPress()}>{label}</button>;
}

export default function Panel(props: Props) {
  return <Button {...props} />;
}
