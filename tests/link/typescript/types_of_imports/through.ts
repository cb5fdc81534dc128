import { type Item } from "./all";
export function through(item: Item): void {
    item.use();
}
