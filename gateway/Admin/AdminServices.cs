using Chat.Resilience;
using Chat.SignIn;
using Chat.WebApi;

namespace Chat.Admin;

/// <summary>What the handlers of /admin work with.</summary>
internal sealed record AdminServices(AdminAccess Access, Authenticator Authenticator, ChatGrains Grains, GrainCalls Calls, PasswordHasher Passwords);
