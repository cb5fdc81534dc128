// An interface and a constant of one name: a type and a value.
export interface Schema<T> {
    parse(text: string): T;
}
export const Schema = class {
    parse(text: string) {
        return text;
    }
};

export interface Text extends Schema<string> {
    trim(): Text;
}
export const Text = make();

export function make() {
    return new Schema();
}
