export {};

declare global {
  interface Window {
    boot(): void;
  }
  function booted(): void;
}
