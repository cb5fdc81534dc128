export function Good() {
  return <p>ok</p>;
}

const broken = ;

export function After() {
  return <Good />;
}
