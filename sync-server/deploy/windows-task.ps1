# Starts the server with the machine, as the user LOCAL SERVICE, which has no rights but in the folders named here.
# Run once, as administrator, in the folder of the repository, after npm ci and npm run build (docs/operation.md).
param(
  [string]$DataDir = "$PWD\data",
  [Parameter(Mandatory = $true)][string]$BackupDir,
  [string]$NodePath = (Get-Command node.exe).Source
)
$ErrorActionPreference = 'Stop'
$localService = '*S-1-5-19'
$administrators = '*S-1-5-32-544'

foreach ($folder in $DataDir, $BackupDir) {
  New-Item -ItemType Directory -Force -Path $folder | Out-Null
  icacls $folder /inheritance:r /grant:r "${localService}:(OI)(CI)M" "${administrators}:(OI)(CI)F" | Out-Null
}
icacls $PWD /grant "${localService}:(OI)(CI)RX" | Out-Null

# The loop starts it again when it ends; ping waits, since there is no keyboard to wait for.
$command = @"
@echo off
cd /d "$PWD"
set "DATA_DIR=$DataDir"
set "BACKUP_DIR=$BackupDir"
:again
"$NodePath" dist\server.js >> "$DataDir\server.log" 2>&1
ping -n 6 127.0.0.1 > nul
goto again
"@
$file = Join-Path $DataDir 'start-server.cmd'
Set-Content -Path $file -Value $command -Encoding Ascii
icacls $file /inheritance:r /grant:r "${localService}:RX" "${administrators}:F" | Out-Null

$action = New-ScheduledTaskAction -Execute 'cmd.exe' -Argument "/c `"$file`""
$trigger = New-ScheduledTaskTrigger -AtStartup
$principal = New-ScheduledTaskPrincipal -UserId 'S-1-5-19' -LogonType ServiceAccount -RunLevel Limited
$settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit ([TimeSpan]::Zero) -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -StartWhenAvailable -RestartCount 999 -RestartInterval (New-TimeSpan -Minutes 1)
Register-ScheduledTask -TaskName 'so-mua' -Action $action -Trigger $trigger -Principal $principal -Settings $settings -Force | Out-Null
Start-ScheduledTask -TaskName 'so-mua'
Write-Host "Started. Its words are in $DataDir\server.log"
