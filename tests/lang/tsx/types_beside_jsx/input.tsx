enum Size {
  Small,
}

interface Props {
  size?: Size;
}

type Renderer = (props: Props) => JSX.Element | null;

const render: Renderer = ({ size = Size.Small }) => (size as Size) === Size.Small ? null : <i />;

abstract class Base<P> {
  abstract draw(props: P): JSX.Element;
}

export class Icon extends Base<Props> implements Drawable {
  draw(props: Props) {
    return render(props)!;
  }
}

interface Drawable {
  draw(props: Props): JSX.Element;
}
