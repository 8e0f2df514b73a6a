import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: '../../dist/console', emptyOutDir: true, target: 'es2023' },
  server: {
    // `vite apps/console` beside a running engine; the built pages are served by the engine itself.
    proxy: { '/v1': process.env.CONCELLA_URL ?? 'http://127.0.0.1:3000' },
  },
});
