export class Part { encode() {} }
export const make = value => new Part(value);
