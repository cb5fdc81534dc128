import Panel from './button';
import { Button, kit } from './kit';
import { Model } from './model';

class App extends Model {
  render() {
    return (
      <Panel label="a" onPress={() => this.press()}>
        <Button label="b" onPress={this.press} />
        <kit.Button label="c" onPress={() => {}} />
      </Panel>
    );
  }
}

export const app = <App />;
