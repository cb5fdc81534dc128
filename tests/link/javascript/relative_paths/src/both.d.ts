export declare function both(): void;
