class Store {
  load() {}
}

export function useStore(initial: Store = new Store()) {
  const ref = useRef<Store | null>(null);
  const reload = useCallback(() => initial.load(), [initial]);
  useEffect(() => {
    reload();
    return () => cleanup();
  }, [reload]);
  return { reload, ref };
}

function cleanup() {}

export function View() {
  const { reload } = useStore();
  return <a onClick={reload}>x</a>;
}
