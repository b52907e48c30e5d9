'use strict';

exports.onCreateNode = require('./gatsby/on-create-node');
