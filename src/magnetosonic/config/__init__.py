"""Configuration: TOML files with units, shipped presets and overrides, checked before any computation."""

from magnetosonic.config.dump import config_to_toml
from magnetosonic.config.load import available_presets, load_config
from magnetosonic.config.schema import Config, parse_config

__all__ = ["Config", "available_presets", "config_to_toml", "load_config", "parse_config"]
