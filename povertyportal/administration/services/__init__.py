"""What the administration pages do: each authorises, writes and audits."""
