import { Schema, Text } from "./schema";
import * as all from "./schema";

interface Email extends Schema<string> {}
interface Url extends all.Text {}
class Parsed implements Schema<string> {
    parse(text: string) {
        return text;
    }
}
class Stored extends Schema {}

export function read(schema: Schema<string>, text: Text) {
    const made: typeof Text = Text;
    return [schema.parse(""), text.trim(), new Schema(), made];
}
