import { debounce } from "./here";

export const slow = () => debounce(() => 1);
