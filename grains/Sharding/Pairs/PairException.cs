namespace Chat.Sharding.Pairs;

/// <summary>A step was refused or did not come to its end; the message says why and what to do. What was begun was undone, or may be begun again.</summary>
internal sealed class PairException(string message) : Exception(message);

/// <summary>A server did not answer, or refused a statement. What it was told may have taken effect.</summary>
internal sealed class PairServerException(string message, Exception inner) : Exception(message, inner);
