import { Box, Item } from './box';
new Box(new Item()).get().use();
const box = new Box(new Item());
box.value.use();
box.each(item => item.use());
