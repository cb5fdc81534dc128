import React, { Component } from 'react';

type State = { count: number };

export default class Counter extends Component<{ step: number }, State> {
  state: State = { count: 0 };

  private increment = (): void => {
    this.setState({ count: this.state.count + this.props.step });
  };

  render() {
    const { count } = this.state;
    return (
      <React.Fragment>
        <button onClick={this.increment}>{count}</button>
        {this.label()}
      </React.Fragment>
    );
  }

  label() {
    return <Label text={`${this.state.count}`} />;
  }
}

const Label = ({ text }: { text: string }) => <>{text}</>;
