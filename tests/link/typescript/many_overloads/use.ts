import { merge } from "./merge";
export { merge as mergeAll } from "./merge";

export function run(names: string[]) {
    names.map(merge);
    return merge(names);
}
