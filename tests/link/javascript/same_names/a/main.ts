import { Box, format } from './util';

format();
new Box().open();
