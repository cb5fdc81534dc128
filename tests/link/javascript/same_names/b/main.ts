import { Box } from '../a/util';
import { format } from './util';

format();
new Box().open();

function inner(format: () => void, box: Box) {
  format();
  {
    const box = { open() {} };
    box.open();
  }
  box.open();
}
