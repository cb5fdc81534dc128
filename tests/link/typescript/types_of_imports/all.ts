export type * from "./box";
