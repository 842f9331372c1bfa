<?php
header('Content-Type: text/plain; charset=utf-8');
echo "Your PHP application runs. Change index.php and push.\n";
