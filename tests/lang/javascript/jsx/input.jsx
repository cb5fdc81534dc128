import { Button } from './button';
import * as UI from './ui';

export function Card({ title, onClose, children }) {
  const label = format(title);
  return (
    <section className="card" onClick={() => onClose(label)}>
      <Button kind={kinds.primary} {...rest()} render={() => <Row />}>
        {label} &amp; more
      </Button>
      <UI.Panel.Header />
      <my-element />
      <svg:rect />
      {children.map((child) => <Row key={child.id}>{child}</Row>)}
      <>text</>
    </section>
  );
}

const Row = (props) => <li {...props} />;
const kinds = { primary: 1 };
const format = (text) => text;

class View extends React.Component {
  render() {
    return <Card title={this.title()} />;
  }
  title() {}
}
