export const here = (text: string) => text;
export { debounce } from "lodash";
