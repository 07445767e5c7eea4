import { registerControls } from './controls/controls.ts';
import { PanelApp } from './app.ts';
import { define } from './parts/define.ts';
import { RunPage } from './pages/run/runPage.ts';

registerControls();
define(PanelApp, RunPage);
