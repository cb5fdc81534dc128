import { useState } from 'react';
import type { FC } from 'react';
import Button, * as UI from './ui';

interface Props {
  title: string;
  onClose?: () => void;
}

export const Card: FC<Props> = ({ title, onClose }) => {
  const [open, setOpen] = useState<boolean>(false);
  const toggle = () => setOpen(!open);
  return (
    <div className="card" onClick={toggle}>
      <Header title={title} />
      <Button kind="primary" onClick={() => onClose?.()} />
      <UI.Panel.Body>{open && <Header title={title.trim()} />}</UI.Panel.Body>
    </div>
  );
};

function Header({ title }: Props) {
  return <h1>{title}</h1>;
}
