interface Props {
  user: User;
  onSave(): void;
}
class User {
  rename() {}
}
function view({ user, onSave: save = () => {} }: Props, [first]: User[]) {
  user.rename();
  save();
  first.rename();
}
const { user }: Props = load();
user.rename();
const props: Props = load();
const { user: owner } = props;
owner.rename();
for (const { user } of [props]) user.rename();
declare function load(): Props;
