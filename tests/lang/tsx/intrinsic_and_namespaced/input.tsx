const Menu = { Item: () => <li />, header: <menu-header /> };
const tag = 'div';

export function Page({ as: Tag = tag, ...rest }) {
  return (
    <Tag {...rest}>
      <svg:path d="M0" />
      <custom-element />
      <Menu.Item />
      {/* a remark */}
      {...rest.children}
      <input disabled value={<b />} />
    </Tag>
  );
}
