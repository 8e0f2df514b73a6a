import '@fontsource-variable/inter/wght.css';
import { lazy, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter, Route, Routes } from 'react-router';
import { NotFound } from './app/not-found';
import { Shell } from './app/shell';
import { applyStoredTheme } from './app/theme-switch';
import { ShopPage } from './shop/shop-page';
import './app/tokens.css';
import './app/base.css';
import './app/controls.css';

const ChoosePage = lazy(() => import('./dialogue/choose-page'));
const AlignmentPage = lazy(() => import('./alignment/alignment-page'));
const UploadPage = lazy(() => import('./uploads/upload-page'));
const UploadProgressPage = lazy(() => import('./uploads/upload-progress-page'));
const NeuronsPage = lazy(() => import('./neurons/neurons-page'));
const NeuronPage = lazy(() => import('./neurons/neuron-page'));

applyStoredTheme();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <BrowserRouter>
      <Routes>
        <Route element={<Shell />}>
          <Route index element={<ShopPage />} />
          <Route path="choose" element={<ChoosePage />} />
          <Route path="alignment" element={<AlignmentPage />} />
          <Route path="uploads" element={<UploadPage />} />
          <Route path="uploads/:id" element={<UploadProgressPage />} />
          <Route path="neurons" element={<NeuronsPage />} />
          <Route path="neurons/:id" element={<NeuronPage />} />
          <Route path="*" element={<NotFound />} />
        </Route>
      </Routes>
    </BrowserRouter>
  </StrictMode>,
);
